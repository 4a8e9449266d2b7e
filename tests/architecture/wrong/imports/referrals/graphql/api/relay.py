from referrals.rules import may
