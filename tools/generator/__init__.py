"""Made-up registries of any size: sound, like a district's, and the same for the same seed.

The tasks of this project's own registry are the models. From ``days`` (when the office is open)
over ``citations`` (which law holds) and ``admissions`` (a task as it is filed) to ``lives`` (what
becomes of it) and ``repository`` (the files, committed).
"""
