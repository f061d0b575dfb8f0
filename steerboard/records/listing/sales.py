"""The lists of the sales side: deals and what comes of them."""

from __future__ import annotations

from django.db.models import Q

from steerboard.core.text import Text
from steerboard.records.listing import special
from steerboard.records.listing.declare import ALL, OWNER, RUNNING, Col, Lens, Listing, everything, without

_MENDED = Text("Nothing to mend here.", "这里没有要处理的。")
OPPORTUNITIES = Listing(
    kind="opportunity",
    path="deals/",
    url_name="deals",
    title=Text("Deals", "商机"),
    columns=(
        Col("name", Text("Deal", "商机"), sort="name", phone=True, small="account"),
        Col("amount", sort="amount", phone=True, descending_first=True),
        Col(
            "close",
            Text("Expected close", "预计成交日"),
            sort="close_date",
            phone=True,
            make=special.close_date,
        ),
        Col("stage", sort="stage__position"),
        Col("step", Text("Next step", "下一步"), make=special.next_step),
        OWNER,
    ),
    search=("name",),
    order="close_date",
    empty=Text("No open deals.", "没有进行中的商机。"),
    find=Text("Search deals", "搜索商机"),
    through=("account",),
    lenses=(
        Lens("", Text("All open", "全部进行中"), lambda _p: without("outcome")),
        Lens(
            "step",
            Text("Next step overdue", "下一步已逾期"),
            lambda p: without("outcome") & Q(next_step_due__lt=p.today),
            _MENDED,
        ),
        Lens(
            "closing",
            Text("Close date past", "成交日已过"),
            lambda p: without("outcome") & Q(close_date__lt=p.today),
            _MENDED,
        ),
        Lens(
            "nostep",
            Text("No next step", "未填下一步"),
            lambda _p: without("outcome") & (Q(next_step=None) | Q(next_step="")),
            _MENDED,
        ),
        Lens(
            "undated",
            Text("No close date", "没有成交日"),
            lambda _p: without("outcome", "close_date"),
            _MENDED,
        ),
        Lens("won", Text("Won", "赢单"), lambda _p: Q(outcome="won")),
        Lens("lost", Text("Lost", "输单"), lambda _p: Q(outcome="lost")),
        Lens("all", Text("Open and closed", "全部"), everything),
    ),
    choices=("stage", "forecast_category", "type", "product_line", "priority"),
    dated="close_date",
)
QUOTES = Listing(
    kind="quote",
    path="deals/quotes/",
    url_name="quotes",
    title=Text("Quotes", "报价"),
    columns=(
        Col("number", sort="number", phone=True, small="account"),
        Col("amount", sort="amount", phone=True, descending_first=True),
        Col("status", sort="status", phone=True),
        Col("sent_at", sort="sent_at", descending_first=True),
        Col("opportunity"),
        OWNER,
    ),
    search=("number",),
    order="-sent_at",
    empty=Text("No quotes here. A quote is entered from its deal.", "这里没有报价。可以在商机里录入报价。"),
    find=Text("Search quotes", "搜索报价"),
    through=("account", "opportunity"),
    lenses=(
        ALL,
        Lens("open", Text("Waiting for an answer", "等待答复"), lambda _p: Q(status="sent")),
        Lens("draft", Text("Drafts", "草稿"), lambda _p: Q(status="draft")),
    ),
    choices=("status",),
    dated="sent_at",
)
ORDERS = Listing(
    kind="order",
    path="deals/orders/",
    url_name="orders",
    title=Text("Orders", "订单"),
    columns=(
        Col("number", Text("Order", "订单"), phone=True, make=special.order_names),
        Col("account", phone=True),
        Col("amount", Text("Amount", "金额"), phone=True, numeric=True, make=special.order_amount),
        Col("ordered_at", sort="ordered_at", descending_first=True),
        Col("promised_on", sort="promised_on"),
        OWNER,
    ),
    search=("external_id",),
    order="-ordered_at",
    empty=Text("No orders here.", "这里没有订单。"),
    find=Text("Search orders", "搜索订单"),
    through=("account",),
    lenses=(
        Lens("", Text("Orders", "订单"), lambda _p: without("cancelled_at", "credit_of")),
        Lens(
            "open",
            Text("To be delivered", "待交付"),
            lambda _p: without("cancelled_at", "credit_of", "delivered_on"),
            Text("Everything is delivered.", "都已交付。"),
        ),
        Lens("cancelled", Text("Cancelled", "已取消"), lambda _p: ~without("cancelled_at")),
        Lens("credits", Text("Taken back", "冲销"), lambda _p: ~without("credit_of")),
        Lens("all", Text("All", "全部"), everything),
    ),
    choices=("channel", "region"),
    dated="ordered_at",
)
CONTRACTS = Listing(
    kind="contract",
    path="deals/contracts/",
    url_name="contracts",
    title=Text("Contracts", "合同"),
    columns=(
        Col("number", sort="number", phone=True, small="account"),
        Col("value", sort="value", phone=True, descending_first=True),
        Col("signed_at", sort="signed_at", phone=True, descending_first=True),
        Col("term_months", sort="term_months"),
        OWNER,
    ),
    search=("number",),
    order="-signed_at",
    empty=Text("No contracts here.", "这里没有合同。"),
    find=Text("Search contracts", "搜索合同"),
    through=("account", "opportunity"),
    choices=("recurring",),
    dated="signed_at",
)
PRODUCTS = Listing(
    kind="product",
    path="deals/products/",
    url_name="products",
    title=Text("Products", "产品"),
    columns=(
        Col("name", sort="name", phone=True, small="line"),
        Col("list_price", sort="list_price", phone=True, descending_first=True),
        Col("unit_cost", sort="unit_cost", descending_first=True),
        Col("kind", sort="kind"),
        Col("matrix_role", sort="matrix_role"),
        Col("launched_on", sort="launched_on", descending_first=True),
    ),
    search=("name", "line"),
    order="name",
    empty=Text("No products yet. They come with an import.", "还没有产品，导入后会出现。"),
    find=Text("Search products", "搜索产品"),
    choices=("line", "kind", "matrix_role", "recurring"),
    owned=False,
)
PROMOTIONS = Listing(
    kind="promotion",
    path="deals/promotions/",
    url_name="promotions",
    title=Text("Promotions", "促销"),
    columns=(
        Col("name", sort="name", phone=True, small="regions"),
        Col("kind", sort="kind", phone=True),
        Col("starts_on", sort="starts_on", phone=True, descending_first=True),
        Col("ends_on", sort="ends_on", descending_first=True),
        Col("product_lines"),
        Col("cost", sort="cost", descending_first=True),
    ),
    search=("name", "regions", "product_lines"),
    order="-starts_on",
    empty=Text("No promotions yet.", "还没有促销。"),
    find=Text("Search promotions", "搜索促销"),
    lenses=RUNNING,
    choices=("kind",),
    dated="starts_on",
    owned=False,
)

LOSS_REVIEWS = Listing(
    kind="loss_review",
    path="deals/losses/",
    url_name="loss_reviews",
    title=Text("Loss reviews", "丢单复盘"),
    columns=(
        Col("opportunity", Text("Deal", "商机"), phone=True),
        Col("reasons", sort="reasons", phone=True),
        Col("reviewer", sort="reviewer"),
        Col("reviewed_at", sort="reviewed_at", phone=True, descending_first=True),
        Col("text"),
    ),
    search=("reasons", "text"),
    order="-reviewed_at",
    empty=Text(
        "No reviews yet. Who loses a deal can say there what we learn of it.",
        "还没有复盘。输单时可以写下教训。",
    ),
    find=Text("Search loss reviews", "搜索丢单复盘"),
    through=("opportunity",),
    choices=("reviewer", "reasons"),
    dated="reviewed_at",
    owned=False,
)
FORECASTS = Listing(
    kind="forecast_submission",
    path="deals/forecasts/",
    url_name="forecast_submissions",
    title=Text("Forecasts", "预测提报"),
    columns=(
        Col("user", phone=True, small="team"),
        Col(
            "starts_on", Text("Period from", "期间开始"), sort="starts_on", phone=True, descending_first=True
        ),
        Col("category", sort="category"),
        Col("amount", sort="amount", phone=True, descending_first=True),
        Col("submitted_at", sort="submitted_at", descending_first=True),
        Col("note"),
    ),
    search=("note",),
    order="-submitted_at",
    empty=Text("Nobody has submitted a forecast yet.", "还没有人提报预测。"),
    find=Text("Search forecasts", "搜索预测提报"),
    through=("user",),
    choices=("category", "user"),
    dated="submitted_at",
    owned=False,
)

SALES = (
    OPPORTUNITIES, QUOTES, ORDERS, CONTRACTS, PRODUCTS, PROMOTIONS, LOSS_REVIEWS, FORECASTS,
)  # fmt: skip
