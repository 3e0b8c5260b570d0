"""The application, for servers: ``uvicorn app:app`` here, or from the folder above."""

import sys
from importlib import import_module
from pathlib import Path

if __package__:
    from .application import create_app
else:
    folder = Path(__file__).resolve().parent
    sys.path.insert(0, str(folder.parent))
    create_app = import_module(f"{folder.name}.application").create_app

app = create_app()
