"""A worker that was busy while Redis was away goes on reading afterwards."""

import shutil
from pathlib import Path

import pytest
from kombu import Connection, Queue

from tests.servers import Redis

pytestmark = pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs a redis-server to start and stop")


@pytest.fixture
def server(tmp_path: Path):
    with Redis(tmp_path) as server:
        yield server


def test_a_message_that_cannot_be_acknowledged_takes_up_no_room(server):
    connection = Connection(server.url, transport="apps.core.redis:Transport", transport_options={"socket_timeout": 1})
    with connection, connection.channel() as channel:
        queue = Queue("hints", channel=channel)
        queue.declare()
        channel.basic_qos(0, 1, False)
        connection.Producer(channel).publish({"take": 1}, routing_key="hints")
        message = queue.get()
        assert not channel.qos.can_consume()
        server.kill()
        with pytest.raises(connection.connection_errors):
            message.ack()
        assert channel.qos.can_consume()
