"""``python -m notesight``."""

from notesight.cli import main

if __name__ == "__main__":
    main()
