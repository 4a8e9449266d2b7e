"""Chinese numerals for terms, sessions, districts: 一, 十二, 二十一."""

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """The number in Chinese, 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
