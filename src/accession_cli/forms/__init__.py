"""The approval form in Word and the list of applications in Excel: written, and read back.

What a file holds is read in two steps: ``word_texts`` and ``list_cells`` take the texts out of it,
which happens in a process apart; ``form_reading`` makes facts of the texts and never guesses.
"""
