"""digest: a network's monthly newsletter, from members' news to an accounted-for mailing."""
