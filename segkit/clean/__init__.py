"""Clean data: report on quality, repair transactions, find one person in several exports."""

from segkit.clean.identities import Identities, resolve_identities
from segkit.clean.report import QualityReport, quality_report
from segkit.clean.transactions import CleanedTransactions, clean_transactions

__all__ = [
    "CleanedTransactions",
    "Identities",
    "QualityReport",
    "clean_transactions",
    "quality_report",
    "resolve_identities",
]
