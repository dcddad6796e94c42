"""The judges (judge.cjs) for Python tests: one node process, asked by keyword, answering with a dictionary."""
import json
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def missing():
    """Why there are no judges here, or None."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not os.path.isdir(os.path.join(HERE, "node_modules", "zxing-wasm")):
        return "the judges are not installed: npm ci --prefix tests/oracles"
    return None


class Judge:
    def __init__(self):
        self.node = subprocess.Popen(["node", os.path.join(HERE, "judge.cjs")], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)

    def ask(self, op, **arguments):
        """One command of judge.cjs; `in_` stands for its "in"."""
        if "in_" in arguments:
            arguments["in"] = arguments.pop("in_")
        self.node.stdin.write(json.dumps({"op": op, **arguments}) + "\n")
        self.node.stdin.flush()
        line = self.node.stdout.readline()
        if not line:
            raise RuntimeError("the judges ended with status %s" % self.node.wait())
        answer = json.loads(line)
        if not answer.pop("ok"):
            raise RuntimeError("%s: %s" % (op, answer["error"]))
        return answer

    def close(self):
        self.node.stdin.close()
        self.node.wait(timeout=20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
