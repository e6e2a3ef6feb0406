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
        mark("A part of the file is missing, differs from its digest or cannot be read."),
        mark("Ask the sender to export it again with xaso."),
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
}
