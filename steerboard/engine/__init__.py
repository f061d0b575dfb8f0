"""The KPI engine: model → definition → query → plan → SQL → result → explain. Plain Python, no Django."""
