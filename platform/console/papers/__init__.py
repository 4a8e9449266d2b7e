"""Papers in the forms that offices use: each is plain data (`shapes`), made of the answer to one stored document, and printed as PDF or Word."""
