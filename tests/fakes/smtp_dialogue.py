"""SMTP spoken by hand, so that a server may say anything at any step."""

REPLIES = {
    b"EHLO": b"250 OK\r\n",
    b"MAIL": b"250 OK\r\n",
    b"RCPT": b"250 OK\r\n",
    b"DATA": b"354 Go on\r\n",
    b"RSET": b"250 OK\r\n",
    b"QUIT": b"221 Bye\r\n",
    b".": b"250 OK\r\n",
}


def dialogue(connection, **replies):
    """Speak SMTP; a reply may be a function that does something else with the connection."""
    answers = REPLIES | {name.encode(): reply for name, reply in replies.items()}
    file = connection.makefile("rb")
    is_data = False
    connection.sendall(b"220 mail.example.org\r\n")
    for line in file:
        command = line.split()[0].upper() if line.split() else b""
        if is_data and line != b".\r\n":
            continue
        reply = answers.get(command, b"500 What?\r\n")
        is_data = command == b"DATA"
        if callable(reply):
            return reply(connection)
        connection.sendall(reply)
    return None
