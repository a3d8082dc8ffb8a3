"""Put `dangol` beside the interpreter that runs this, pointing at this folder.

An editable install would do the same after downloading a build backend.
"""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

Path(sysconfig.get_path("purelib"), "dangol-source.pth").write_text(f"{ROOT}\n")
script = Path(sysconfig.get_path("scripts"), "dangol")
script.write_text(
    f"#!{sys.executable}\nimport sys\nfrom dangol.config.command import main\nsys.exit(main())\n"
)
script.chmod(0o755)
