"""Explanations of what envelopes, keys and the hand-off refuse: code → wording."""

from __future__ import annotations

from locales.wording import Wording
from locales.words import mark

SYNC_WORDINGS: dict[str, Wording] = {
    "E_TOO_LARGE": Wording(
        mark("File too large"),
        mark("The file is larger than anything xaso writes, so it was not opened."),
        mark("Check that this is the right file and ask the sender to send it again."),
    ),
    "E_NOT_A_BUNDLE": Wording(
        mark("Not a xaso file"),
        mark("The file is neither a data bundle, a kit, a receipt nor an enrolment."),
        mark("Look for a name such as B-….age, K-….tar, R-….tar or E-….age."),
    ),
    "E_DAMAGED": Wording(
        mark("The file is damaged"),
        mark("The file was cut short or altered on the way."),
        mark("Copy it again from the source, or ask the sender to send it again."),
    ),
    "E_NOT_FOR_US": Wording(
        mark("Not addressed to this key"),
        mark("The file is locked for someone else: no key here opens it."),
        mark("Check that it was meant for this province and made with its newest kit."),
    ),
    "E_CONTAINER": Wording(
        mark("The file is not built as it must be"),
        mark("What is inside is not laid out the one way that xaso writes it."),
        mark("Ask the sender to export it again with xaso and not to repack it."),
    ),
    "E_SIGNATURE": Wording(
        mark("The signature does not hold"),
        mark("The signature does not match the content, so nobody can vouch for it."),
        mark("Do not use the file. Telephone the sender at a number you know and ask for it again."),
    ),
    "E_VERSION": Wording(
        mark("Made by a newer xaso"),
        mark("The file has a format that this version of xaso does not know."),
        mark("Update xaso on this computer, then take the file in again."),
    ),
    "E_MANIFEST": Wording(
        mark("The list of contents is wrong"),
        mark("The manifest inside the file breaks the rules of the format."),
        mark("Ask the sender to export it again with xaso."),
    ),
    "E_UNENROLLED": Wording(
        mark("The sender's key is not enrolled"),
        mark("No certificate of this province vouches for the key that signed the file."),
        mark("Enrol the key first: xaso province enrol FILE --digits, digits read over the telephone."),
    ),
    "E_WRONG_SENDER": Wording(
        mark("Signed by someone else"),
        mark("The signer is not the one the file says it comes from."),
        mark("Do not use the file. Telephone the sender at a number you know."),
    ),
    "E_CERT_NOT_YET_VALID": Wording(
        mark("The certificate is not valid yet"),
        mark("By this computer's clock the sender's certificate starts later."),
        mark("Check the date of this computer, then take the file in again."),
    ),
    "E_CERT_EXPIRED": Wording(
        mark("The certificate has expired"),
        mark("The sender's certificate had run out when the file came in."),
        mark("Let the commune enrol a new key: xaso enrol. Check this computer's date too."),
    ),
    "E_REVOKED": Wording(
        mark("The key was revoked"),
        mark("The province has revoked the key that signed this file."),
        mark("If the content is known to be genuine, release it by hand; otherwise enrol a new key."),
    ),
    "E_WRONG_RECIPIENT": Wording(
        mark("Meant for someone else"),
        mark("The file is addressed to another unit or province."),
        mark("Take in the file that was made for this unit."),
    ),
    "E_CONTENT": Wording(
        mark("The content does not match its list"),
        mark("A part of the file is missing, differs from its list, or entries do not fit their forms."),
        mark(
            "A bundle's entries go back with the receipt, and the reason with them: correct and export them; "
            "they come with the next bundle. Any other file: ask the sender for it again."
        ),
    ),
    "E_FORK": Wording(
        mark("Two different bundles with one number"),
        mark("Another bundle already stands at this place of the chain: a copy of the data may be in use."),
        mark("Ask the commune whether two computers or a restored backup are in use. The file is kept."),
    ),
    "E_CHAIN_UNCONFIRMED": Wording(
        mark("A second computer of the same unit"),
        mark("The bundle starts a new chain and does not name the one it continues. It is held."),
        mark("Ask the commune, then let it in: xaso province release ID."),
    ),
    "E_KIT_ROLLBACK": Wording(
        mark("An older kit"),
        mark("A newer kit than this one is already installed. Nothing was changed."),
        mark("Take in the newest kit of the province."),
    ),
    "E_EXAMINATION": Wording(
        mark("Opening the file failed"),
        mark("The helper that opens files broke down on it or ran out of time or memory ({reason})."),
        mark(
            "Nothing of it was taken in. Ask the sender to export it again, and send the file to whoever "
            "supports you."
        ),
    ),
    "E_EXAMINED_BEFORE": Wording(
        mark("Not opened again so soon"),
        mark("Opening this very file failed at {times} imports, the last of them not a day ago ({reason})."),
        mark(
            "A day later, or with a newer xaso, it is tried once more. Ask the sender to export it again, "
            "and send the kept file to whoever supports you."
        ),
    ),
    "E_HELPER": Wording(
        mark("Files cannot be opened now"),
        mark("The helper process that opens incoming files does not start: {reason}."),
        mark("No file was judged. Close other programs or restart the computer, then try again."),
    ),
    "E_ENVELOPE": Wording(
        mark("The file was refused"),
        mark("The file that came in could not be taken in. It was left as it is."),
        mark("Ask the sender to export it again with xaso."),
    ),
}

KEY_WORDINGS: dict[str, Wording] = {
    "E_KEY_MISSING": Wording(
        mark("The key for this step is not there"),
        mark("No key was found at “{path}”."),
        mark("Make it (xaso enrol, xaso province init), or plug in the stick that holds it."),
    ),
    "E_KEY_FILE": Wording(
        mark("The key file cannot be used"),
        mark("“{path}” is damaged or of the wrong kind."),
        mark("Restore it from a backup, or enrol a new key."),
    ),
    "E_PASSPHRASE": Wording(
        mark("The passphrase is missing or wrong"),
        mark("The key at “{path}” stays locked."),
        mark("Do it again and type the passphrase. If it is forgotten, enrol a new key."),
    ),
    "E_KEY_EXISTS": Wording(
        mark("There is a key already"),
        mark("“{path}” holds a key and xaso does not overwrite it."),
        mark("Use it, or move it away first."),
    ),
    "E_WEAK_KEY": Wording(
        mark("The key is not safe"),
        mark("Anybody could sign in the name of this key."),
        mark("Refuse it; ask the unit to make a key with xaso enrol."),
    ),
    "E_KEY_KNOWN": Wording(
        mark("The key was certified before"),
        mark("This key belongs to “{unit}” already."),
        mark("Every computer needs a key of its own; ask the unit to make a new one."),
    ),
    "E_DIGITS": Wording(
        mark("The digits do not match"),
        mark("The 30 digits that were read out are not those of this key. It was not certified."),
        mark("Read them again group by group; if they still differ, the file was swapped on the way."),
    ),
    "E_CA_UNCONFIRMED": Wording(
        mark("The province's digits are not confirmed yet"),
        mark("The kit says that the province's digits are {digits}. Nobody compared them with the letter."),
        mark("Compare them with the province's paper letter, then: xaso receive FILE --digits “…”."),
    ),
    "E_NOT_CERTIFIED": Wording(
        mark("The key is not certified yet"),
        mark("The province has not certified this computer's key yet, so nothing can be signed."),
        mark("Send the enrolment file, read out its digits, then take in the receipt: xaso receive."),
    ),
}

HANDOFF_WORDINGS: dict[str, Wording] = {
    "E_NOTHING_TO_EXPORT": Wording(
        mark("Nothing to export"),
        mark("No completed entry is waiting."),
        mark("Complete an entry first, then export."),
    ),
    "E_DESTINATION": Wording(
        mark("Cannot write there"),
        mark("“{path}” cannot be written: {reason}. Nothing is lost."),
        mark(
            "Check that the stick is in, has room and is not locked; exporting again writes the same bundle."
        ),
    ),
    "E_READ_BACK": Wording(
        mark("The copy is not good"),
        mark("What was read back from “{path}” differs from what was written."),
        mark("The stick may be failing: use another one and export again."),
    ),
    "E_UNREADABLE": Wording(
        mark("The file cannot be read"),
        mark("“{path}” cannot be read: {reason}."),
        mark("Check the stick or the access rights, then do it again."),
    ),
    "E_NO_BUNDLE": Wording(
        mark("No such bundle"),
        mark("The outbox has no bundle {seq}."),
        mark("“xaso outbox” lists what was exported."),
    ),
    "E_NOT_QUARANTINED": Wording(
        mark("Not in the quarantine"),
        mark("The quarantine has no file “{id}” that can be released."),
        mark("“xaso province quarantine” lists what is kept there and why."),
    ),
    "E_ARCHIVE": Wording(
        mark("The archive was changed"),
        mark("In the archive, {id} is missing or no longer what it was ({reason})."),
        mark(
            "“xaso province archive verify” names what is wrong. Put the archive back from a backup; where "
            "the store is the older one, “xaso province archive rebuild” makes it anew."
        ),
    ),
    "E_NO_DRIVE": Wording(
        mark("Which stick?"),
        mark("One stick with enough room is needed, and {count} are plugged in."),
        mark("Plug in exactly one, or name the folder with --to."),
    ),
    "E_MAIL": Wording(
        mark("Mail did not work"),
        mark("Mail could not be sent or fetched: {reason}. Nothing is lost, it waits where it was."),
        mark("Check the network and the mail settings, then do it again."),
    ),
    "E_MAIL_TRUST": Wording(
        mark("The mail server cannot show who it is"),
        mark("Its certificate is not trusted: {reason}. Nothing was sent to it, not even a password."),
        mark(
            "Check the name of the server in the settings. Where your office has its own authority, write "
            'the file of its certificate there: ca = "office-ca.pem".'
        ),
    ),
}
