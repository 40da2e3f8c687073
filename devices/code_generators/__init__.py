"""Code generators: small things that show a code (hardware OATH tokens), handed out by an organisation (D05, F04).

An admin gives one to a person by its serial number and secret key; it counts once a first code of it was right. One
that is in the organisation's list and nobody's yet is claimed by who has it in the hand (F08).

models.py    CodeGenerator, a CodeSource (devices/otp) with digits, interval and a clock of its own that is learnt;
             UnclaimedGenerator
keys.py      pure: reading a secret key as it is printed, base32 or hex; listing.py a maker's list of them
services.py  giving one, activating or claiming it and setting its clock right, checking a code, removing
method.py    what it is, in the role of `accounts.methods.contract`
refusals.py  what it says no with; events.py what is recorded
pages/       the page that asks for a code; activating one at Security info; giving and activating one in the portal
"""
