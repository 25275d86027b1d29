"""Tests may talk to this machine only."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_no_test_reaches_beyond_loopback():
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)  # TEST-NET-1, RFC 5737
