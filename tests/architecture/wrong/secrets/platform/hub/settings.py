SECRET_KEY = "correct-horse-battery"
PASSWORD = "TOWNSHIPS_DEMO_PASSWORD"
TOKEN_CREATED = "token_created", "made"
DATABASE_PASSWORD: str = 'hunter2hunter2'
URL = "postgresql://townships_web:hunter2@db/townships"
PLACE = f"postgresql://{user}:{password}@{host}/"
