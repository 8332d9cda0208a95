"""Break the tool on purpose, in every way we could think of, and see that nothing is lost.

What a clerk is promised (docs/reliability.md) is tried by five harnesses. A sample of each runs
with the tests; ``make fault`` runs them at length and writes the figures down, ``make soak`` runs
all there is.

``injections``
    A shim in C (``shim.c``), loaded into the command and every git that it starts, counts the calls
    that change a file and breaks one of them: kill -9, half a write, disk full, disk fault. Then
    the next command runs whole, and everything is compared with an unbroken run. ``verbs`` lists
    the commands: every action is among them, without signatures and with them.
``rivals``
    A command is killed at random while three other clerks record on the same trunk, signed or not.
``clones``
    Several clones record at once, also through the server's hook while others push by plain git;
    the history is read back commit by commit.
``states``, ``state_table``
    Every unusual state of a clone, a remote and a machine that we could think of.
``power``
    The file system as it was at one of the calls, with what had not reached the disk missing.

Each first proves itself: ``planted`` puts a known bug into a copy of the tool, and
``test_planted_bugs`` demands that the harness finds it.

``world`` makes the registry that all work on, and always in the same place. ``runner`` and
``server`` run commands; ``campaign`` runs all harnesses, ``keeping`` holds what a stopped run had
found, and ``page`` writes the figures.
"""
