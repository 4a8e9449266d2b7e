from hub import settings
