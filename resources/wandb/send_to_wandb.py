"""Sends the runs of this folder to Weights & Biases: pip install wandb, wandb login, then

python send_to_wandb.py              to your account
python send_to_wandb.py --offline    into ./wandb, to be sent later with: wandb sync
"""

import json
import sys
from pathlib import Path

import wandb

here = Path(__file__).resolve().parent
mode = "offline" if "--offline" in sys.argv else "online"
for folder in sorted(here.glob("run-*")):
    about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    with wandb.init(config=config, mode=mode, dir=str(here), resume="allow", **about) as run:
        for line in (folder / "history.jsonl").read_text(encoding="utf-8").splitlines():
            values = json.loads(line)
            run.log(values, step=values.pop("_step"))
        run.summary.update(json.loads((folder / "summary.json").read_text(encoding="utf-8")))
