"""The local engine: a program of its own that speaks the OpenAI API and really trains.

``python -m studio.engine --home FOLDER`` listens on 127.0.0.1. The window and the command line
never import this package: they talk to it over HTTP, as to any other endpoint. What it needs
besides the standard library (torch, transformers, peft, trl) lives in an environment of its own
and is imported only by the training process and by the first question that is asked.
"""
