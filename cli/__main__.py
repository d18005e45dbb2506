"""`python -m cli`, for processes that the stack starts."""

from cli.main import main

main()
