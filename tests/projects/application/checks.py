async def check_queue() -> bool:
    return True


def check_disk():
    return None


class Cache:
    @staticmethod
    def check() -> bool:
        return True
