"""``python -m fourcapitals``: the command line."""

from fourcapitals.cli import main

if __name__ == "__main__":
    main()
