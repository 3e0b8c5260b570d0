def format_display_name(user) -> str:
    return f"{user.name} <{user.email}>"
