"""Users, teams, dated memberships; what a person may see."""
