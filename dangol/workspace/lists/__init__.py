"""The one list, on the page: views, columns, bulk runs, export; declarations are in kit.lists."""
