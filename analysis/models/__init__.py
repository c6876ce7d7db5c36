"""One module per model: draw(store) yields that paper's figures, each a plotting.Drawing with its caption and text alternative."""
