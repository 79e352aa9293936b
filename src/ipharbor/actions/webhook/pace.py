"""How fast a robot may be told things.

The makers let one robot be told 20 messages a minute (WeCom, developer.work.weixin.qq.com
"群机器人配置说明"; DingTalk, which hears nothing for ten minutes afterwards, open.dingtalk.com
"自定义机器人接入"), or 100 a minute and 5 a second (Feishu, open.feishu.cn "自定义机器人使用指南").
Messages are kept apart by a little more than that comes to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from ipharbor.records.models import Delivery, Webhook

APART: Mapping[str, timedelta] = {
    "wecom": timedelta(seconds=3.2),
    "dingtalk": timedelta(seconds=3.2),
    "feishu": timedelta(seconds=0.7),
}
_SOON = timedelta(hours=1)  # what waits for longer is not in front
_LATE = timedelta(minutes=10)  # nor what should have gone so long ago: nothing waits for it


def turn(delivery_id: int, *, at: datetime) -> datetime:
    """When the delivery may go: ``at``, and then the turn is taken, or a later moment, by when
    those in front of it will have gone."""
    delivery = Delivery.objects.select_related("webhook").filter(pk=delivery_id).first()
    apart = APART.get(delivery.webhook.kind) if delivery is not None else None
    if delivery is None or apart is None or delivery.state != Delivery.State.WAITING:
        return at
    with transaction.atomic():
        held = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
        nearby = (at - _LATE, at + _SOON)
        in_front = held.deliveries.filter(
            state=Delivery.State.WAITING, pk__lt=delivery.pk, next_at__range=nearby
        )
        free = max(held.free_at or at, at)
        if free == at and not in_front.filter(next_at__lte=at).exists():
            held.free_at = at + apart
            held.save(update_fields=["free_at"])
            return at
        later = free + in_front.count() * apart
        Delivery.objects.filter(pk=delivery.pk).update(next_at=later)
    return later
