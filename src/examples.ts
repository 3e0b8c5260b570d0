/** The files of the examples; `deno task bless` writes this module. */

import auth_service_README_md from "../examples/auth_service/README.md" with { type: "text" };
import auth_service_accounts_py from "../examples/auth_service/accounts.py" with { type: "text" };
import auth_service_api_yaml from "../examples/auth_service/api.yaml" with { type: "text" };
import auth_service_mail_py from "../examples/auth_service/mail.py" with { type: "text" };
import auth_service_passwords_py from "../examples/auth_service/passwords.py" with { type: "text" };
import auth_service_roles_py from "../examples/auth_service/roles.py" with { type: "text" };
import auth_service_sessions_py from "../examples/auth_service/sessions.py" with { type: "text" };
import auth_service_tests_conftest_py from "../examples/auth_service/tests/conftest.py" with { type: "text" };
import auth_service_tests_test_passwords_py from "../examples/auth_service/tests/test_passwords.py" with {
  type: "text",
};
import file_storage_README_md from "../examples/file_storage/README.md" with { type: "text" };
import file_storage_access_py from "../examples/file_storage/access.py" with { type: "text" };
import file_storage_api_yaml from "../examples/file_storage/api.yaml" with { type: "text" };
import file_storage_blobs_py from "../examples/file_storage/blobs.py" with { type: "text" };
import file_storage_downloads_py from "../examples/file_storage/downloads.py" with { type: "text" };
import file_storage_indexing_py from "../examples/file_storage/indexing.py" with { type: "text" };
import file_storage_tests_conftest_py from "../examples/file_storage/tests/conftest.py" with { type: "text" };
import file_storage_tests_test_blobs_py from "../examples/file_storage/tests/test_blobs.py" with { type: "text" };
import file_storage_uploads_py from "../examples/file_storage/uploads.py" with { type: "text" };
import full_featured_README_md from "../examples/full_featured/README.md" with { type: "text" };
import full_featured_api_yaml from "../examples/full_featured/api.yaml" with { type: "text" };
import full_featured_catalog_yaml from "../examples/full_featured/catalog.yaml" with { type: "text" };
import full_featured_common_yaml from "../examples/full_featured/common.yaml" with { type: "text" };
import full_featured_handlers_init_py from "../examples/full_featured/handlers/__init__.py" with { type: "text" };
import full_featured_handlers_answers_py from "../examples/full_featured/handlers/answers.py" with { type: "text" };
import full_featured_handlers_auth_py from "../examples/full_featured/handlers/auth.py" with { type: "text" };
import full_featured_handlers_chat_py from "../examples/full_featured/handlers/chat.py" with { type: "text" };
import full_featured_handlers_checks_py from "../examples/full_featured/handlers/checks.py" with { type: "text" };
import full_featured_handlers_clients_py from "../examples/full_featured/handlers/clients.py" with { type: "text" };
import full_featured_handlers_desk_py from "../examples/full_featured/handlers/desk.py" with { type: "text" };
import full_featured_handlers_files_py from "../examples/full_featured/handlers/files.py" with { type: "text" };
import full_featured_handlers_layers_py from "../examples/full_featured/handlers/layers.py" with { type: "text" };
import full_featured_handlers_loans_py from "../examples/full_featured/handlers/loans.py" with { type: "text" };
import full_featured_handlers_rules_txt from "../examples/full_featured/handlers/rules.txt" with { type: "text" };
import full_featured_handlers_search_py from "../examples/full_featured/handlers/search.py" with { type: "text" };
import full_featured_handlers_texts_py from "../examples/full_featured/handlers/texts.py" with { type: "text" };
import full_featured_loans_yaml from "../examples/full_featured/loans.yaml" with { type: "text" };
import full_featured_shelves_yaml from "../examples/full_featured/shelves.yaml" with { type: "text" };
import full_featured_tests_conftest_py from "../examples/full_featured/tests/conftest.py" with { type: "text" };
import full_featured_tests_test_handlers_py from "../examples/full_featured/tests/test_handlers.py" with {
  type: "text",
};
import quickstart_README_md from "../examples/quickstart/README.md" with { type: "text" };
import quickstart_api_yaml from "../examples/quickstart/api.yaml" with { type: "text" };
import rate_limiter_README_md from "../examples/rate_limiter/README.md" with { type: "text" };
import rate_limiter_api_yaml from "../examples/rate_limiter/api.yaml" with { type: "text" };
import rate_limiter_buckets_py from "../examples/rate_limiter/buckets.py" with { type: "text" };
import rate_limiter_clients_py from "../examples/rate_limiter/clients.py" with { type: "text" };
import rate_limiter_store_py from "../examples/rate_limiter/store.py" with { type: "text" };
import rate_limiter_tests_conftest_py from "../examples/rate_limiter/tests/conftest.py" with { type: "text" };
import rate_limiter_tests_test_buckets_py from "../examples/rate_limiter/tests/test_buckets.py" with { type: "text" };
import rate_limiter_work_py from "../examples/rate_limiter/work.py" with { type: "text" };
import realtime_chat_README_md from "../examples/realtime_chat/README.md" with { type: "text" };
import realtime_chat_api_yaml from "../examples/realtime_chat/api.yaml" with { type: "text" };
import realtime_chat_chat_py from "../examples/realtime_chat/chat.py" with { type: "text" };
import realtime_chat_hub_py from "../examples/realtime_chat/hub.py" with { type: "text" };
import realtime_chat_members_py from "../examples/realtime_chat/members.py" with { type: "text" };
import realtime_chat_page_html from "../examples/realtime_chat/page.html" with { type: "text" };
import realtime_chat_pages_py from "../examples/realtime_chat/pages.py" with { type: "text" };
import realtime_chat_presence_py from "../examples/realtime_chat/presence.py" with { type: "text" };
import realtime_chat_store_py from "../examples/realtime_chat/store.py" with { type: "text" };
import realtime_chat_tests_conftest_py from "../examples/realtime_chat/tests/conftest.py" with { type: "text" };
import realtime_chat_tests_test_hub_py from "../examples/realtime_chat/tests/test_hub.py" with { type: "text" };
import realtime_chat_tests_test_presence_py from "../examples/realtime_chat/tests/test_presence.py" with {
  type: "text",
};
import shop_README_md from "../examples/shop/README.md" with { type: "text" };
import shop_api_yaml from "../examples/shop/api.yaml" with { type: "text" };
import shop_catalog_catalog_yaml from "../examples/shop/catalog/catalog.yaml" with { type: "text" };
import shop_clerks_py from "../examples/shop/clerks.py" with { type: "text" };
import shop_common_yaml from "../examples/shop/common.yaml" with { type: "text" };
import shop_customers_yaml from "../examples/shop/customers.yaml" with { type: "text" };
import shop_orders_mail_py from "../examples/shop/orders/mail.py" with { type: "text" };
import shop_orders_orders_yaml from "../examples/shop/orders/orders.yaml" with { type: "text" };
import shop_orders_states_py from "../examples/shop/orders/states.py" with { type: "text" };
import shop_orders_stock_py from "../examples/shop/orders/stock.py" with { type: "text" };
import shop_tests_conftest_py from "../examples/shop/tests/conftest.py" with { type: "text" };
import shop_tests_test_stock_py from "../examples/shop/tests/test_stock.py" with { type: "text" };
import url_shortener_README_md from "../examples/url_shortener/README.md" with { type: "text" };
import url_shortener_api_yaml from "../examples/url_shortener/api.yaml" with { type: "text" };
import url_shortener_clicks_py from "../examples/url_shortener/clicks.py" with { type: "text" };
import url_shortener_links_py from "../examples/url_shortener/links.py" with { type: "text" };
import url_shortener_store_py from "../examples/url_shortener/store.py" with { type: "text" };
import url_shortener_targets_py from "../examples/url_shortener/targets.py" with { type: "text" };
import url_shortener_tests_test_targets_py from "../examples/url_shortener/tests/test_targets.py" with { type: "text" };

/** Texts by path, by the name of the example. */
export const EXAMPLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  auth_service: {
    "README.md": auth_service_README_md,
    "accounts.py": auth_service_accounts_py,
    "api.yaml": auth_service_api_yaml,
    "mail.py": auth_service_mail_py,
    "passwords.py": auth_service_passwords_py,
    "roles.py": auth_service_roles_py,
    "sessions.py": auth_service_sessions_py,
    "tests/conftest.py": auth_service_tests_conftest_py,
    "tests/test_passwords.py": auth_service_tests_test_passwords_py,
  },
  file_storage: {
    "README.md": file_storage_README_md,
    "access.py": file_storage_access_py,
    "api.yaml": file_storage_api_yaml,
    "blobs.py": file_storage_blobs_py,
    "downloads.py": file_storage_downloads_py,
    "indexing.py": file_storage_indexing_py,
    "tests/conftest.py": file_storage_tests_conftest_py,
    "tests/test_blobs.py": file_storage_tests_test_blobs_py,
    "uploads.py": file_storage_uploads_py,
  },
  full_featured: {
    "README.md": full_featured_README_md,
    "api.yaml": full_featured_api_yaml,
    "catalog.yaml": full_featured_catalog_yaml,
    "common.yaml": full_featured_common_yaml,
    "handlers/__init__.py": full_featured_handlers_init_py,
    "handlers/answers.py": full_featured_handlers_answers_py,
    "handlers/auth.py": full_featured_handlers_auth_py,
    "handlers/chat.py": full_featured_handlers_chat_py,
    "handlers/checks.py": full_featured_handlers_checks_py,
    "handlers/clients.py": full_featured_handlers_clients_py,
    "handlers/desk.py": full_featured_handlers_desk_py,
    "handlers/files.py": full_featured_handlers_files_py,
    "handlers/layers.py": full_featured_handlers_layers_py,
    "handlers/loans.py": full_featured_handlers_loans_py,
    "handlers/rules.txt": full_featured_handlers_rules_txt,
    "handlers/search.py": full_featured_handlers_search_py,
    "handlers/texts.py": full_featured_handlers_texts_py,
    "loans.yaml": full_featured_loans_yaml,
    "shelves.yaml": full_featured_shelves_yaml,
    "tests/conftest.py": full_featured_tests_conftest_py,
    "tests/test_handlers.py": full_featured_tests_test_handlers_py,
  },
  quickstart: {
    "README.md": quickstart_README_md,
    "api.yaml": quickstart_api_yaml,
  },
  rate_limiter: {
    "README.md": rate_limiter_README_md,
    "api.yaml": rate_limiter_api_yaml,
    "buckets.py": rate_limiter_buckets_py,
    "clients.py": rate_limiter_clients_py,
    "store.py": rate_limiter_store_py,
    "tests/conftest.py": rate_limiter_tests_conftest_py,
    "tests/test_buckets.py": rate_limiter_tests_test_buckets_py,
    "work.py": rate_limiter_work_py,
  },
  realtime_chat: {
    "README.md": realtime_chat_README_md,
    "api.yaml": realtime_chat_api_yaml,
    "chat.py": realtime_chat_chat_py,
    "hub.py": realtime_chat_hub_py,
    "members.py": realtime_chat_members_py,
    "page.html": realtime_chat_page_html,
    "pages.py": realtime_chat_pages_py,
    "presence.py": realtime_chat_presence_py,
    "store.py": realtime_chat_store_py,
    "tests/conftest.py": realtime_chat_tests_conftest_py,
    "tests/test_hub.py": realtime_chat_tests_test_hub_py,
    "tests/test_presence.py": realtime_chat_tests_test_presence_py,
  },
  shop: {
    "README.md": shop_README_md,
    "api.yaml": shop_api_yaml,
    "catalog/catalog.yaml": shop_catalog_catalog_yaml,
    "clerks.py": shop_clerks_py,
    "common.yaml": shop_common_yaml,
    "customers.yaml": shop_customers_yaml,
    "orders/mail.py": shop_orders_mail_py,
    "orders/orders.yaml": shop_orders_orders_yaml,
    "orders/states.py": shop_orders_states_py,
    "orders/stock.py": shop_orders_stock_py,
    "tests/conftest.py": shop_tests_conftest_py,
    "tests/test_stock.py": shop_tests_test_stock_py,
  },
  url_shortener: {
    "README.md": url_shortener_README_md,
    "api.yaml": url_shortener_api_yaml,
    "clicks.py": url_shortener_clicks_py,
    "links.py": url_shortener_links_py,
    "store.py": url_shortener_store_py,
    "targets.py": url_shortener_targets_py,
    "tests/test_targets.py": url_shortener_tests_test_targets_py,
  },
};
