"""Who can log in to the demonstration, and what for. Made up, the same on every machine, of no use elsewhere."""

from campaigns.seed.cast import ADMIN, CAMPAIGNER, OWNER, VIEWER
from campaigns.seed.cast import PASSWORD as DEMO_PASSWORD

LOGINS = {
    OWNER: "runs the campaign, approves and releases",
    CAMPAIGNER: "writes letters and approves those of others",
    VIEWER: "looks on",
    ADMIN: "keeps the register, in the admin",
}

__all__ = ["DEMO_PASSWORD", "LOGINS"]
