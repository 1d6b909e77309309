"""``manage.py check_ledger``: whether budgets and receipts agree with the ledger."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.spending.checking import disagreements
from apps.spending.models import Budget, Hold


class Command(BaseCommand):
    help = "Count all money again from the ledger and name every budget and receipt that says something else."

    def handle(self, *arguments: Any, **options: Any) -> None:
        found = list(disagreements())
        for each in found:
            self.stderr.write(str(each))
        if found:
            self.stderr.write(f"Sums that are not those of the ledger: {len(found)}. Nothing was changed.")
            sys.exit(1)
        self.stdout.write(
            f"All sums are those of the ledger: {Hold.objects.count()} receipts, {Budget.objects.count()} budgets."
        )
