"""Executes the notebooks, in an environment of their own that it makes.

    python3 notebooks/execute.py [--environment DIR] [--distribution DIR] [--write] [--required] [NOTEBOOK …]

Ends with 1 if a cell fails. Where Python is too old, or the packages cannot be had, it says so and ends with 0, or with 1
if --required is given. --write keeps the outputs in the notebooks; without it they stay as they are.
"""

import argparse
import hashlib
import os
import pathlib
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
OLDEST = (3, 11)


class Unavailable(Exception):
    """The environment cannot be made here."""


def python_of(environment):
    return environment / "bin" / "python"


def make_environment(environment):
    """Makes a virtual environment with the pinned packages; what is there already stays."""
    if sys.version_info < OLDEST:
        raise Unavailable(f"Python {'.'.join(map(str, OLDEST))} or later is needed; {sys.executable} is {sys.version.split()[0]}")
    requirements = HERE / "requirements.txt"
    stamp = environment / "requirements.sha256"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("The notebooks' packages are fetched, about 600 MB the first time", flush=True)
    try:
        venv.create(environment, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, OSError) as fault:
        raise Unavailable(f"no virtual environment can be made: {fault}") from fault
    pip = [python_of(environment), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"]
    if subprocess.run(pip + ["--requirement", requirements]).returncode != 0:
        raise Unavailable("pip could not install notebooks/requirements.txt; its reason stands above")
    stamp.write_text(wanted)


def java_settings(distribution):
    """The environment variables with which JJava's kernel finds the program and Spark."""
    return {
        "JJAVA_JVM_OPTS": f"@{distribution}/conf/java.options -Dlog4j2.configurationFile={HERE}/log4j2.properties",
        "JJAVA_CLASSPATH": f"{distribution}/dash-sweep.jar:{distribution}/lib/*",
        "SPARK_LOCAL_HOSTNAME": "localhost",
    }


def digest(notebook):
    """What the outputs depend on: the cells, the shared module, and the sample's files by its manifest."""
    found = hashlib.sha256()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found.update((cell.source + "\0").encode())
    sample = HERE / "sample"
    for path in [HERE / "dashsweep.py", *sorted((sample / "compacted").glob("*.json")), sample / "analysis" / "analysis.json"]:
        found.update(path.read_bytes())
    return found.hexdigest()


def drop_logs(notebook):
    """Leaves out what Spark's JVM logs while it starts: the outputs' stream of errors. A cell's own errors end the run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]


def execute(path, write):
    """Runs a notebook's cells in their order, in its folder. Raises what a cell raises."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    started = time.monotonic()
    NotebookClient(notebook, timeout=600, startup_timeout=180, record_timing=False, resources={"metadata": {"path": str(HERE)}}).execute()
    if write:
        drop_logs(notebook)
        notebook.metadata["executed_of"] = digest(notebook)
        notebook.metadata["language_info"] = {"name": notebook.metadata["kernelspec"]["language"]}
        nbformat.write(notebook, path)
    print(f"{path.name}: {time.monotonic() - started:.0f} s", flush=True)


def execute_all(names, distribution, write):
    """Runs the notebooks; tells how many failed."""
    from nbclient.exceptions import CellExecutionError

    failed = 0
    for path in [HERE / name for name in names] or sorted(HERE.glob("*.ipynb")):
        if path.name.endswith("-java.ipynb") and not (distribution / "dash-sweep.jar").exists():
            warn(f"{path.name} was NOT executed: {distribution} has no dash-sweep.jar; mvn package builds it")
            continue
        try:
            execute(path, write)
        except CellExecutionError as fault:
            failed += 1
            print(f"{path.name} FAILED:\n{fault}", file=sys.stderr, flush=True)
    return failed


def warn(text):
    line = "*" * 100
    print(f"{line}\n* WARNING: {text}\n{line}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=pathlib.Path, default=HERE.parent / "jobs" / "target" / "notebooks")
    parser.add_argument("--distribution", type=pathlib.Path, default=HERE.parent / "jobs" / "target" / "dash-sweep")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--required", action="store_true")
    parser.add_argument("--in-environment", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("notebooks", nargs="*")
    options = parser.parse_args()
    distribution = options.distribution.resolve()
    if options.in_environment:
        return 1 if execute_all(options.notebooks, distribution, options.write) else 0
    environment = options.environment.resolve()
    try:
        make_environment(environment)
    except Unavailable as reason:
        warn(f"the notebooks were NOT executed: {reason}")
        return 1 if options.required else 0
    variables = os.environ | java_settings(distribution)
    variables |= {"JUPYTER_PATH": str(environment / "share" / "jupyter"), "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    variables["PATH"] = f"{environment / 'bin'}{os.pathsep}{variables['PATH']}"
    arguments = ["--in-environment", "--distribution", distribution] + (["--write"] if options.write else []) + options.notebooks
    return subprocess.run([python_of(environment), __file__, *arguments], env=variables).returncode


if __name__ == "__main__":
    sys.exit(main())
