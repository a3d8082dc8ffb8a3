from django.urls import path

from dangol.catalog.configuring import views as configuring
from dangol.catalog.installed import views as installed
from dangol.catalog.prices import views as prices
from dangol.catalog.products import views as products

app_name = "catalog"
urlpatterns = [
    path("products/", products.product_list, name="product_list"),
    path("products/new/", products.product_add, name="product_add"),
    path("products/pick/", products.product_pick, name="product_pick"),
    path("products/<int:pk>/", products.product_detail, name="product_detail"),
    path("products/<int:pk>/edit/", products.product_edit, name="product_edit"),
    path("products/<int:pk>/stop/", products.product_stop, name="product_stop"),
    path("products/<int:pk>/resume/", products.product_resume, name="product_resume"),
    path("products/<int:pk>/remove/", products.product_remove, name="product_remove"),
    path("products/<int:pk>/price/", prices.price_check, name="price_check"),
    path("products/<int:pk>/relations/new/", products.relation_add, name="relation_add"),
    path(
        "products/<int:pk>/relations/<int:relation_pk>/remove/",
        products.relation_remove,
        name="relation_remove",
    ),
    path("products/<int:pk>/parts/", products.parts_edit, name="parts_edit"),
    path("products/<int:pk>/files/", products.file_attach, name="file_attach"),
    path("products/<int:pk>/files/<int:file_pk>/", products.file_download, name="file_download"),
    path("products/<int:pk>/files/<int:file_pk>/remove/", products.file_remove, name="file_remove"),
    path("products/<int:pk>/configure/", configuring.configure, name="configure"),
    path("products/<int:pk>/groups/new/", configuring.group_write, name="group_add"),
    path("products/<int:pk>/groups/<int:group_pk>/", configuring.group_write, name="group_edit"),
    path(
        "products/<int:pk>/groups/<int:group_pk>/remove/",
        configuring.group_remove,
        name="group_remove",
    ),
    path("products/<int:pk>/rules/new/", configuring.rule_add, name="rule_add"),
    path(
        "products/<int:pk>/rules/<int:rule_pk>/remove/", configuring.rule_remove, name="rule_remove"
    ),
    path("categories/", products.category_list, name="category_list"),
    path("categories/new/", products.category_write, name="category_add"),
    path("categories/<int:pk>/", products.category_write, name="category_edit"),
    path("categories/<int:pk>/remove/", products.category_remove, name="category_remove"),
    path("prices/", prices.price_list_list, name="price_list_list"),
    path("prices/new/", prices.price_list_add, name="price_list_add"),
    path("prices/<int:pk>/", prices.price_list_detail, name="price_list_detail"),
    path("prices/<int:pk>/edit/", prices.price_list_edit, name="price_list_edit"),
    path("prices/<int:pk>/remove/", prices.price_list_remove, name="price_list_remove"),
    path("prices/<int:pk>/lines/new/", prices.price_write, name="price_add"),
    path("prices/<int:pk>/lines/<int:price_pk>/", prices.price_write, name="price_edit"),
    path("prices/<int:pk>/lines/<int:price_pk>/remove/", prices.price_remove, name="price_remove"),
    path("installed/", installed.installed_list, name="installed_list"),
    path("installed/<int:pk>/", installed.installed_detail, name="installed_detail"),
    path("customers/<int:pk>/installed/new/", installed.installed_add, name="installed_add"),
    path(
        "customers/<int:pk>/installed/<int:piece_pk>/",
        installed.installed_edit,
        name="installed_edit",
    ),
    path(
        "customers/<int:pk>/installed/<int:piece_pk>/remove/",
        installed.installed_remove,
        name="installed_remove",
    ),
]
