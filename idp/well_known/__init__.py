"""What others look for at fixed addresses below /.well-known/ (RFC 8615)."""
