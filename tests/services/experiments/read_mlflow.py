"""Prints what MLflow itself reads of a store, as JSON; run by a Python that has MLflow.

``python read_mlflow.py URI``
"""

import json
import sys

import mlflow
from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1])
runs = []
for experiment in client.search_experiments():
    for found in client.search_runs([experiment.experiment_id]):
        # As its window does when a run is opened.
        run = client.get_run(found.info.run_id)
        runs.append(
            {
                "experiment": experiment.name,
                "name": run.info.run_name,
                "status": run.info.status,
                "params": run.data.params,
                "tags": run.data.tags,
                "curves": {
                    name: [[point.step, point.value] for point in history]
                    for name in run.data.metrics
                    for history in [client.get_metric_history(run.info.run_id, name)]
                },
                "artifacts": [artifact.path for artifact in client.list_artifacts(run.info.run_id)],
            }
        )
print(json.dumps({"version": mlflow.__version__, "runs": runs}))
