"""What a report is made of: facts of a store (facts), the words and pictures for them (numbers, interval), and two forms (page, artifact)."""
