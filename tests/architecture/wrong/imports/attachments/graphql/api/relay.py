from attachments.rules import may
