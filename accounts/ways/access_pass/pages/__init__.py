"""The page that takes a pass while signing in, and the page of the portal that makes one."""
