"""One module per model: draw(store, folder) writes that paper's figures and returns their paths."""
