from django.urls import path

from dangol.orders.entry import views as entry
from dangol.orders.invoices import views as invoices
from dangol.orders.limits import views as limits
from dangol.orders.money import correct_views as correct
from dangol.orders.money import refund_views as refunds
from dangol.orders.money import revenue_views as revenue
from dangol.orders.money import views as money
from dangol.orders.orders import views as orders
from dangol.orders.papers import issue_views as issues
from dangol.orders.papers import views as papers
from dangol.orders.quotes import line_views as lines
from dangol.orders.quotes import offer_views as offers
from dangol.orders.quotes import views as quotes
from dangol.orders.subscriptions import views as contracts

app_name = "orders"
urlpatterns = [
    path("", orders.order_list, name="order_list"),
    path("new/", entry.order_enter, name="order_enter"),
    path("new/row/", entry.entry_row, name="entry_row"),
    path("new/products/", entry.entry_products, name="entry_products"),
    path("new/for-ticket/<int:pk>/", entry.ticket_order, name="ticket_order"),
    path("new/for-call/<int:pk>/", entry.call_order, name="call_order"),
    path("<int:pk>/", orders.order_detail, name="order_detail"),
    path("<int:pk>/edit/", orders.order_edit, name="order_edit"),
    path("<int:pk>/finish/", orders.order_finish, name="order_finish"),
    path("<int:pk>/cancel/", orders.order_cancel, name="order_cancel"),
    path("<int:pk>/statement/", orders.order_statement, name="order_statement"),
    path("contracts/", contracts.contract_list, name="contract_list"),
    path("contracts/new/", entry.contract_enter, name="contract_enter"),
    path("contracts/<int:pk>/", contracts.contract_detail, name="contract_detail"),
    path("contracts/<int:pk>/pause/", contracts.contract_pause, name="contract_pause"),
    path("contracts/<int:pk>/resume/", contracts.contract_resume, name="contract_resume"),
    path("contracts/<int:pk>/terms/", contracts.contract_terms, name="contract_terms"),
    path("contracts/<int:pk>/usage/new/", contracts.usage_add, name="usage_add"),
    path(
        "contracts/<int:pk>/usage/<int:usage_pk>/remove/",
        contracts.usage_remove,
        name="usage_remove",
    ),
    path("contracts/<int:pk>/lines/<int:line_pk>/plan/", contracts.plan_change, name="plan_change"),
    path("contracts/movements/", contracts.movement_list, name="movement_list"),
    path("contracts/movements/<int:pk>/", contracts.movement_detail, name="movement_detail"),
    path("bills/", money.bill_list, name="bill_list"),
    path("bills/new/", entry.bill_enter, name="bill_enter"),
    path("bills/tax-invoices/", invoices.tax_invoices, name="tax_invoices"),
    path("bills/<int:pk>/", money.bill_detail, name="bill_detail"),
    path("bills/<int:pk>/edit/", correct.bill_edit, name="bill_edit"),
    path("bills/<int:pk>/credit/", money.bill_credit, name="bill_credit"),
    path("receipts/", money.receipt_list, name="receipt_list"),
    path("receipts/<int:pk>/", money.receipt_detail, name="receipt_detail"),
    path("receipts/<int:pk>/edit/", correct.receipt_edit, name="receipt_edit"),
    path("receipts/<int:pk>/remove/", money.receipt_remove, name="receipt_remove"),
    path("revenue/", revenue.revenue_list, name="revenue_list"),
    path("revenue/<int:pk>/", revenue.revenue_detail, name="revenue_detail"),
    path("refunds/", refunds.refund_list, name="refund_list"),
    path("refunds/<int:pk>/", refunds.refund_detail, name="refund_detail"),
    path("refunds/<int:pk>/edit/", correct.refund_edit, name="refund_edit"),
    path("refunds/<int:pk>/approve/", refunds.refund_approve, name="refund_approve"),
    path("refunds/<int:pk>/return/", refunds.refund_return, name="refund_return"),
    path("refunds/<int:pk>/undo/", refunds.refund_undo, name="refund_undo"),
    path("accounts/<int:pk>/refunds/new/", refunds.refund_add, name="refund_add"),
    path("accounts/<int:pk>/", money.account, name="account"),
    path("accounts/<int:pk>/pdf/", money.account_paper, name="account_paper"),
    path("accounts/<int:pk>/receipts/new/", money.receipt_add, name="receipt_add"),
    path("accounts/<int:pk>/match/", money.credits_use, name="credits_use"),
    path("quotes/", quotes.quote_list, name="quote_list"),
    path("quotes/new/", quotes.quote_open, name="quote_open"),
    path("quotes/for-deal/<int:pk>/", quotes.deal_quote, name="deal_quote"),
    path("quotes/<int:pk>/", quotes.quote_detail, name="quote_detail"),
    path("quotes/<int:pk>/head/", lines.head_edit, name="head_edit"),
    path("quotes/<int:pk>/find/", lines.product_find, name="product_find"),
    path("quotes/<int:pk>/lines/new/", lines.line_add, name="line_add"),
    path("quotes/<int:pk>/lines/free/", lines.line_free, name="line_free"),
    path("quotes/<int:pk>/lines/page/<int:page>/", lines.line_page, name="line_page"),
    path("quotes/<int:pk>/lines/lower/", lines.discounts_lower, name="discounts_lower"),
    path(
        "quotes/<int:pk>/lines/configure/<int:product_pk>/",
        lines.line_configure,
        name="line_configure",
    ),
    path("quotes/<int:pk>/lines/<int:line_pk>/", lines.line_edit, name="line_edit"),
    path("quotes/<int:pk>/lines/<int:line_pk>/form/", lines.line_form, name="line_form"),
    path("quotes/<int:pk>/lines/<int:line_pk>/remove/", lines.line_remove, name="line_remove"),
    path("quotes/<int:pk>/lines/<int:line_pk>/move/", lines.line_move, name="line_move"),
    path("quotes/<int:pk>/ask/", quotes.quote_ask, name="quote_ask"),
    path("quotes/<int:pk>/approve/", quotes.quote_approve, name="quote_approve"),
    path("quotes/<int:pk>/return/", quotes.quote_return, name="quote_return"),
    path("quotes/<int:pk>/reopen/", quotes.quote_reopen, name="quote_reopen"),
    path("quotes/<int:pk>/send/", quotes.quote_send, name="quote_send"),
    path("quotes/<int:pk>/revise/", quotes.quote_revise, name="quote_revise"),
    path("quotes/<int:pk>/copy/", quotes.quote_copy, name="quote_copy"),
    path("quotes/<int:pk>/remove/", quotes.quote_remove, name="quote_remove"),
    path("quotes/<int:pk>/compare/", quotes.quote_compare, name="quote_compare"),
    path("quotes/<int:pk>/pdf/", quotes.quote_paper, name="quote_paper"),
    path("q/<str:token>/", offers.offer, name="offer"),
    path("q/<str:token>/pdf/", offers.offer_paper, name="offer_paper"),
    path("discount-limits/", limits.discount_limits, name="discount_limits"),
    path("issues/", issues.issue_list, name="issue_list"),
    path("issues/<int:pk>/", issues.issue_detail, name="issue_detail"),
    path("<int:pk>/send/", issues.order_send, name="order_send"),
    path(
        "accounts/<int:pk>/send/<str:since>/<str:until>/",
        issues.account_send,
        name="account_send",
    ),
    path("papers/", papers.seal, name="seal"),
    path("papers/seal/", papers.seal_image, name="seal_image"),
    path("papers/seal/remove/", papers.seal_remove, name="seal_remove"),
]
