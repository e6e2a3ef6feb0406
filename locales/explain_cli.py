"""Explanations of what the commands themselves refuse: code → wording."""

from __future__ import annotations

from locales.wording import Wording
from locales.words import mark

CLI_WORDINGS: dict[str, Wording] = {
    "E_USAGE": Wording(
        mark("The command was not understood"),
        mark("{problem}."),
        mark("“xaso --help” lists the commands; every command has --help with an example."),
    ),
    "E_NO_FILE": Wording(
        mark("File not found"),
        mark("There is no file or folder “{path}”."),
        mark("Check the name; on a stick, check that it is plugged in."),
    ),
    "E_FILE_EXISTS": Wording(
        mark("There is something already"),
        mark("“{path}” exists already and was left as it is."),
        mark("Choose another name or folder."),
    ),
    "E_NOT_WRITABLE": Wording(
        mark("Not allowed to write there"),
        mark("The system does not let this program read or write “{path}”. Nothing was changed."),
        mark("Choose a folder of your own, or unlock the stick's write protection."),
    ),
    "E_DISK_FULL": Wording(
        mark("The disk is full"),
        mark("There is no room left to write “{path}”. What was saved before is safe."),
        mark("Free some space or choose another disk, then do it again."),
    ),
    "E_DISK": Wording(
        mark("The disk or file cannot be used"),
        mark("Reading or writing “{path}” failed: {reason}."),
        mark("Check the disk or stick and its cable, then do it again."),
    ),
    "E_BAD_INPUT_FILE": Wording(
        mark("The file cannot be read as figures"),
        mark("“{path}” is not understood: {problem}."),
        mark("Give JSON {{path: value}} or a CSV with a header row; “xaso enter --help” shows both."),
    ),
    "E_NO_SCREEN": Wording(
        mark("This terminal cannot show the screen"),
        mark("The screen needs a real terminal; this one is “{terminal}”."),
        mark("Use Windows Terminal or a console window, or the commands: xaso --help, xaso demo --no-tui."),
    ),
    "E_NO_PROVINCE": Wording(
        mark("Not a province workspace"),
        mark("There is no province.toml in “{path}”."),
        mark("Go to the province's folder, name it with --workspace, or make one: xaso province init DIR."),
    ),
    "E_NOT_RECEIVED": Wording(
        mark("This entry has not come"),
        mark("The province has no entry “{form}” {period} of unit {unit}."),
        mark("“xaso province status --period PERIOD” lists what is missing; the screen tells of each unit."),
    ),
    "E_MISSING_PART": Wording(
        mark("A part of the program is missing"),
        mark("This step needs {library}, which is not installed here."),
        mark("Install xaso with the province's parts: its extra is called “province”."),
    ),
    "E_DEMO_FOLDER": Wording(
        mark("The folder is not a demo"),
        mark("“{path}” holds something else; the demo does not touch it."),
        mark("Name an empty or new folder: xaso demo --dir DIR."),
    ),
    "E_BAD_SETTINGS": Wording(
        mark("The settings cannot be read"),
        mark("“{path}” is not understood: {problem}."),
        mark("Correct that line; the guide shows what the file must hold."),
    ),
    "E_NO_MAIL_SETTINGS": Wording(
        mark("No mail server is named"),
        mark("“{path}” has no table [mail], so nothing can be sent from here."),
        mark("Write host, from and to there, as the guide shows, or make a draft: xaso export --eml FILE."),
    ),
    "E_WHICH_UNIT": Wording(
        mark("Which commune is this?"),
        mark("The catalogue has several communes and nobody said which one this computer is of: {choices}."),
        mark("Say it once: xaso receive FILE --unit CODE, or xaso enrol --unit CODE."),
    ),
}
