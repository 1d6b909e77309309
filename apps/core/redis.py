"""Kombu's own transport for Redis, but for one thing: a worker goes on after Redis was away.

When a message cannot be acknowledged because the connection is lost, kombu 5.7 keeps counting it as being worked on. A
worker all of whose threads end a task while Redis is away then believes that it is busy for ever, and never reads
again. Here the message counts as done before the error goes its way; Redis will hand it out once more, which is fine:
messages are hints, and the database knows what is due.
"""

from typing import Any

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    def ack(self, delivery_tag: Any) -> None:
        try:
            super().ack(delivery_tag)
        except redis.Transport.connection_errors:
            virtual.QoS.ack(self, delivery_tag)
            raise


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel
