DATABASES = {"default": {"ATOMIC_REQUESTS": True}, "other": {"ATOMIC_REQUESTS": False}}
