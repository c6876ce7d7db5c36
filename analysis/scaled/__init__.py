"""The parts of analysis/scaling.py: layouts and their runs, what follows from them, tables and figures."""
