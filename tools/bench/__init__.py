"""Figures for docs/benchmarks.md: what accession takes beside what one would otherwise run.

``python -m bench`` runs the groups ``validation``, ``startup``, ``filing``, ``directory`` and
``districts``, each in a module of its own, and ``page`` writes down what they found. ``measure``
runs a command and sees what it took; ``peers`` gets the other programs; ``worlds`` makes the
registries.
"""
