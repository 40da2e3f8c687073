"""What goes over the wire: how a body is read, what bodies and questions may hold, what answers hold."""
