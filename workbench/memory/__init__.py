"""What is kept: projects with every edit, and the translation memory.

SQLAlchemy stays in here. Import what you need from the modules: :mod:`workbench.memory.tm` is the translation
memory, :mod:`workbench.memory.units` its values.
"""
