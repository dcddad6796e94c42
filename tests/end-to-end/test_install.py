"""make install: everything lands under DESTDIR and prefix, and what refers to a place refers to the place where it is."""
import os
import shutil
import subprocess
import tempfile

from rig import ROOT, check, done, skip

WANTED = {"bin/packwright": 0o755, "share/man/man1/packwright.1": 0o644, "share/doc/packwright/example.conf": 0o644,
          "share/doc/packwright/LICENSE": 0o644, "lib/udev/rules.d/70-packwright.rules": 0o644,
          "lib/sysusers.d/packwright.conf": 0o644, "lib/systemd/system/packwright.service": 0o644}


def main():
    with tempfile.TemporaryDirectory() as root:
        made = subprocess.run(["make", "-s", "install", f"DESTDIR={root}", "prefix=/opt/packwright"], cwd=ROOT, capture_output=True,
                              text=True, check=False)
        if not check("make install succeeds", made.returncode == 0, made.stderr):
            return
        top = f"{root}/opt/packwright"
        found = {os.path.relpath(os.path.join(d, f), top) for d, _, files in os.walk(root) for f in files}
        check("it installs what it says, nothing else", found == set(WANTED), found ^ set(WANTED))
        modes = {f: oct(os.stat(f"{top}/{f}").st_mode & 0o777) for f in WANTED if os.stat(f"{top}/{f}").st_mode & 0o777 != WANTED[f]}
        check("everybody may read it, nobody but root may write it", not modes, modes)
        version = subprocess.run([f"{top}/bin/packwright", "--version"], capture_output=True, text=True, check=False)
        check("the program runs from there", version.returncode == 0 and version.stdout.startswith("packwright "), version)
        with open(f"{top}/lib/systemd/system/packwright.service") as f:
            unit = f.read()
        check("the service starts the program that was installed", "ExecStart=/opt/packwright/bin/packwright run " in unit, unit)
        if shutil.which("groff") is None:
            skip("the manual page has no fault", "groff isn't here")
        else:
            page = subprocess.run(["groff", "-man", "-ww", "-z", f"{top}/share/man/man1/packwright.1"], capture_output=True, text=True,
                                  check=False)
            check("the manual page has no fault", page.stderr == "", page.stderr)


main()
done()
