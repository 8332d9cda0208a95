"""What a result is called: headings, rows, sentences, and JSON."""
