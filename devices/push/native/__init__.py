"""Notifications to apps of the two stores. What they carry is opaque, as these services can read it (A03).

fcm.py   Android, by Firebase Cloud Messaging, HTTP v1
apns.py  iPhone, by the Apple Push Notification service, HTTP/2
"""
