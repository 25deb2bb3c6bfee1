from event_logger_plugin.mirrorlog_event_logger import MirrorlogEventLogger

ALL_PLUGIN_EVENT_LOGGERS = [MirrorlogEventLogger()]
